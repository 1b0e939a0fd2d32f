// SPDX-License-Identifier: Apache-2.0
export { EcsExporter, type EcsExporterProps } from './ecs-exporter';
