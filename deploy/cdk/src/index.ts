// SPDX-License-Identifier: Apache-2.0
export { ClusterExporter, type ClusterExporterProps } from './cluster-exporter';
export { EcsExporter, type EcsExporterProps } from './ecs-exporter';
export { PushTarget, type PushSettings, type ReceiverProps } from './push-target';
